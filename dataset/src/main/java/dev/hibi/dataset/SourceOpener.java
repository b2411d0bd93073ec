package dev.hibi.dataset;

import java.io.IOException;

/** Opens archives, folders and files with a data set's options. */
@FunctionalInterface
interface SourceOpener {
  ImageSources open(ImageSources.Builder sources) throws IOException;
}
