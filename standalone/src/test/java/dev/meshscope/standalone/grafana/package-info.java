/** The dashboards: their rules, and what a Grafana makes of their queries. */
@NullMarked
package dev.meshscope.standalone.grafana;

import org.jspecify.annotations.NullMarked;
