/**
 * What is wrong with a data set, before a model is trained on it: copies across training and test,
 * copies under two labels, unreadable, blank and blurred images, classes that a single threshold
 * tells apart.
 *
 * <pre>{@code
 * AuditReport report =
 *     DatasetAudit.builder().split("train", train).split("test", test).build().run();
 * report.verdict().forEach(System.out::println);
 * }</pre>
 */
@NullMarked
package dev.hibi.dataset.audit;

import org.jspecify.annotations.NullMarked;
