/** Tells Alertmanager, webhooks, Slack and PagerDuty what fires and what does no longer. */
@NullMarked
package dev.meshscope.queryapi.alert.notify;

import org.jspecify.annotations.NullMarked;
