/**
 * What is done to an image on its way to a network: the whole of it for evaluation, random views of
 * it for training, made of augmentations.
 *
 * <pre>{@code
 * ImageSpec spec = ImageSpec.imagenet(128);
 * Preprocessing ready = TrainingPreprocessing.inspection(spec);
 * Preprocessing own =
 *     TrainingPreprocessing.of(
 *         spec, List.of(Augmentation.resizedCrop(0.5), Augmentation.horizontalFlip()));
 * }</pre>
 *
 * <p>Nothing here knows where images come from or what their labels are.
 */
@NullMarked
package dev.hibi.dataset.preparation;

import org.jspecify.annotations.NullMarked;
