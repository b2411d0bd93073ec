/**
 * Writes and reads TensorBoard event files, without Python and without native code.
 *
 * <p>A run is a directory; a {@link dev.hibi.tensorboard.SummaryWriter} adds a file to it:
 *
 * <pre>{@code
 * try (SummaryWriter writer = SummaryWriter.builder(Path.of("runs/first")).build()) {
 *   writer.text("setup", "learning rate **0.1**", 0);
 *   for (int step = 0; step < 100; step++) {
 *     double loss = Math.exp(-0.1 * step);
 *     writer.scalar("loss", loss, step);
 *   }
 *   writer.histogram("weights", new float[] {-1, 0, 0, 1, 2}, 100);
 * }
 * }</pre>
 *
 * <p>{@code tensorboard --logdir runs} shows it, also while it is being written. {@link
 * dev.hibi.tensorboard.EventFileReader} reads it back:
 *
 * <pre>{@code
 * for (RunEvent event : EventFileReader.read(Path.of("runs/first"))) {
 *   if (event instanceof RunEvent.Scalar scalar) {
 *     System.out.println(scalar.tag() + " " + scalar.step() + " " + scalar.value());
 *   }
 * }
 * }</pre>
 */
@NullMarked
package dev.hibi.tensorboard;

import org.jspecify.annotations.NullMarked;
