/**
 * Bulk scoring and audit of images as Apache Spark jobs: millions of pictures in folders, object
 * storages and zip archives, classified by one model on many machines.
 *
 * <p>As programs: {@link dev.hibi.spark.ScoreImages} and {@link dev.hibi.spark.AuditImages}, which
 * {@code spark-submit} runs. In an application:
 *
 * <pre>{@code
 * ImageScoring scoring = ImageScoring.builder(spark, "s3a://models/cracks/model").build();
 * Dataset<Row> scores = scoring.score(spark.read().format("binaryFile").load("s3a://site/2026/"));
 * }</pre>
 */
@NullMarked
package dev.hibi.spark;

import org.jspecify.annotations.NullMarked;
