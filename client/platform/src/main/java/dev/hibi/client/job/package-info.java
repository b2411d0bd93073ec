/**
 * Training jobs: {@link dev.hibi.client.job.TrainingRequest} says what is to be run, {@link
 * dev.hibi.client.job.TrainingJob} starts it, waits for it, follows its log and fetches what it has
 * made, and {@link dev.hibi.client.job.Sweep} runs one request with many options.
 *
 * <p>{@link dev.hibi.client.job.SupervisedJob} starts a job again from its own checkpoint and ends
 * it when it has done enough; {@link dev.hibi.client.job.JobGroup} waits for many, {@link
 * dev.hibi.client.job.JobComparison} lays what they measure side by side, {@link
 * dev.hibi.client.job.OutputSync} keeps a folder as a job's output is. {@link
 * dev.hibi.client.job.TrainingSpec} is a request as a file, {@link dev.hibi.client.job.CodeUpload}
 * sends source code without Git, {@link dev.hibi.client.job.ClusterRoom} tells what is free.
 */
@NullMarked
package dev.hibi.client.job;

import org.jspecify.annotations.NullMarked;
