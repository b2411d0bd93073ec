/**
 * Images as they lie in zip archives, folders and single files: found, sorted and read in place,
 * without labels.
 *
 * <pre>{@code
 * try (ImageSources sources = ImageSources.open(Path.of("photos.zip"), Path.of("more"))) {
 *   for (int i = 0; i < sources.size(); i++) {
 *     RgbImage image = sources.image(i);
 *   }
 * }
 * }</pre>
 *
 * <p>{@link dev.hibi.dataset.archives.ReadLimits} guard against decompression bombs; {@link
 * dev.hibi.dataset.archives.MalformedDatasetException} names what is wrong and where.
 */
@NullMarked
package dev.hibi.dataset.archives;

import org.jspecify.annotations.NullMarked;
