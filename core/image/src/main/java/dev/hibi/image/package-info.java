/**
 * Images: files of every format to plain RGB as Pillow reads them, and what is done to them on the
 * way to a network.
 *
 * <pre>{@code
 * RgbImage wall = RgbImage.read(Path.of("wall.jpg"));
 * float[] input = new float[spec.floatCount()];
 * new ImagePreparation(spec).prepare(wall, input, 0);
 * }</pre>
 */
@NullMarked
package dev.hibi.image;

import org.jspecify.annotations.NullMarked;
