package dev.meshscope.queryapi.query;

import java.util.List;

/**
 * The answer of {@code /services}.
 *
 * @param range when
 * @param reporter whose view was asked for
 * @param completeness how complete the answer is
 * @param services all services that were called, most requests first
 */
public record ServiceList(
    AnsweredRange range,
    String reporter,
    Completeness completeness,
    List<ServiceSummary> services) {}
