/** Tests of the repository itself: its tidiness, its arrows, its files for deployment. */
@NullMarked
package dev.meshscope.standalone.tree;

import org.jspecify.annotations.NullMarked;
