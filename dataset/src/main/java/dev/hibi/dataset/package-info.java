/**
 * Archives of labelled images as DJL data sets, read in place.
 *
 * <p>{@link dev.hibi.dataset.ZipImageFolder} is the labelled data set, {@link
 * dev.hibi.dataset.ImageSources} the same images without labels. The first batch of an archive
 * whose names begin with the class, as in {@code train/P_00001.jpg}:
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
