/**
 * A trained ResNet and what it says of images: models on disk, classification of one image or of
 * many, devices, and the backbones there are.
 *
 * <pre>{@code
 * try (Classifier classifier = Classifier.load(Path.of("run/model"))) {
 *   System.out.println(classifier.classify(Path.of("wall.jpg")).label());
 * }
 * }</pre>
 *
 * <p>Below it lie, each a package: the network as a plain value ({@code network}), weights and
 * their files ({@code weights}), TorchScript ({@code torchscript}), and networks on a device
 * ({@code engine}).
 */
@NullMarked
package dev.hibi.model;

import org.jspecify.annotations.NullMarked;
