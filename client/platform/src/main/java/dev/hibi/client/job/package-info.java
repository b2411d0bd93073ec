/**
 * Training jobs: {@link dev.hibi.client.job.TrainingRequest} says what is to be run, {@link
 * dev.hibi.client.job.TrainingJob} starts it, waits for it, follows its log and fetches what it has
 * made, and {@link dev.hibi.client.job.Sweep} runs one request with many options.
 */
@NullMarked
package dev.hibi.client.job;

import org.jspecify.annotations.NullMarked;
