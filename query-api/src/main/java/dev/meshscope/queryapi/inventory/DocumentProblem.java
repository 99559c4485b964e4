package dev.meshscope.queryapi.inventory;

/**
 * One thing that is wrong with a document.
 *
 * @param path where, such as {@code clusters[0].services[3].nodePorts[1]}
 * @param detail what is allowed there
 */
public record DocumentProblem(String path, String detail) {}
