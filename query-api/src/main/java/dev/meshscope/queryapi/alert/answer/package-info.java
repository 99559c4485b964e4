/** What the API says about alerts, rules, objectives and notifications. */
@NullMarked
package dev.meshscope.queryapi.alert.answer;

import org.jspecify.annotations.NullMarked;
