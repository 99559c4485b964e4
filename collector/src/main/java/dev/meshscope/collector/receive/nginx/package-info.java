/**
 * NGINX and Ingress controllers made of it: lines of its access log, in datagrams of syslog or
 * handed over by another receiver. A line is in a described format: a string of nginx's {@code
 * log_format} is compiled into a reader that scans bytes for what stands between variables.
 */
@NullMarked
package dev.meshscope.collector.receive.nginx;

import org.jspecify.annotations.NullMarked;
