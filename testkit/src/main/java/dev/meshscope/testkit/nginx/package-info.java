/**
 * A real nginx set up like an Ingress controller, on loopback addresses, with applications behind
 * it: two hosts with their paths, a canary, hosts that are down, a default backend. Its own log in
 * a file is the truth that reports are held to.
 */
@NullMarked
package dev.meshscope.testkit.nginx;

import org.jspecify.annotations.NullMarked;
