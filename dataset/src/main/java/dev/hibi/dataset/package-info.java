/**
 * Archives of labeled images as DJL data sets, read in place.
 *
 * <p>{@link dev.hibi.dataset.ZipImageFolder} is the labeled data set. Around it: {@link
 * dev.hibi.dataset.archives} has the same images without labels, {@link dev.hibi.dataset.labels}
 * says what labels them, {@link dev.hibi.dataset.preparation} what is done to them, {@link
 * dev.hibi.dataset.splits} divides them, {@link dev.hibi.dataset.audit} looks for what is wrong
 * with them. The first batch of an archive whose names begin with the class, as in {@code
 * train/P_00001.jpg}:
 *
 * <pre>{@code
 * try (ZipImageFolder data =
 *         ZipImageFolder.builder()
 *             .addSource(Path.of("train.zip"))
 *             .optLabels(LabelRule.AUTO)
 *             .optPreprocessing(TrainingPreprocessing.inspection(ImageSpec.imagenet(128)))
 *             .optSeed(0)
 *             .setSampling(32, false)
 *             .build();
 *     NDManager manager = NDManager.newBaseManager()) {
 *   data.requireClasses(2);
 *   for (Batch batch : data.forEpoch(0).getData(manager)) {
 *     try (batch) {
 *       System.out.println(batch.getData().head().getShape()); // (32, 3, 128, 128)
 *       System.out.println(batch.getLabels().head().getShape()); // (32)
 *       break;
 *     }
 *   }
 * }
 * }</pre>
 */
@NullMarked
package dev.hibi.dataset;

import org.jspecify.annotations.NullMarked;
