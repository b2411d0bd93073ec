/**
 * KAMONOHASHI from Java: so far, what a program finds in a container of the platform.
 *
 * <pre>{@code
 * KqiContainer container = KqiContainer.detect();
 * for (KqiContainer.InputData data : container.trainingData()) {
 *   System.out.println("data " + data.id() + ": " + data.files());
 * }
 * Files.writeString(container.output().resolve("value.txt"), "0.997");
 * }</pre>
 */
@NullMarked
package dev.hibi.client;

import org.jspecify.annotations.NullMarked;
