/**
 * KAMONOHASHI from Java: its API, transfers, jobs that can be awaited, and what a program finds in
 * a container of the platform.
 *
 * <pre>{@code
 * KamonohashiClient client = KamonohashiClient.fromKqiConfig().build();
 * long data = DataUpload.builder(client, "bridge").file(Path.of("train.zip")).build().run();
 * TrainingJob job = TrainingJob.start(client, request);
 * JobResult result = job.followLog(System.out::println);
 * job.downloadOutputs(Path.of("output"));
 * }</pre>
 *
 * <p>The calls are grouped as the platform's users think of them: {@link
 * dev.hibi.client.KamonohashiClient#data}, {@link dev.hibi.client.KamonohashiClient#training} and
 * so on, one interface each with its records. On top of them stand {@link
 * dev.hibi.client.transfer.DataUpload}, {@link dev.hibi.client.transfer.Downloads}, {@link
 * dev.hibi.client.job.TrainingJob} and {@link dev.hibi.client.job.Sweep}.
 */
@NullMarked
package dev.hibi.client;

import org.jspecify.annotations.NullMarked;
