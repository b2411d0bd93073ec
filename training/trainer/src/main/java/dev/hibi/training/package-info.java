/**
 * Fit, evaluate, checkpoint and resume.
 *
 * <p>A {@link dev.hibi.training.TrainingRun} takes a {@link dev.hibi.training.FitConfig} and two
 * data sets, each a DJL {@code RandomAccessDataset} that is also {@link dev.hibi.LabeledImages},
 * and leaves a directory with checkpoints, metrics and in the end a model. {@link
 * dev.hibi.training.FitListener}s hear of it. {@link dev.hibi.training.RunSettings} is what
 * distinguishes one run from another. {@link dev.hibi.training.Evaluator} measures a finished
 * model.
 *
 * <pre>{@code
 * FitConfig config = FitConfig.builder(Backbone.RESNET18).epochs(5).build();
 * TrainingResult result =
 *     TrainingRun.builder(config, train, test, Path.of("run")).build().fit();
 * System.out.println(result.evaluation().accuracy());
 * }</pre>
 */
@NullMarked
package dev.hibi.training;

import org.jspecify.annotations.NullMarked;
