package dev.hibi;

import java.io.IOException;
import java.util.Optional;

/**
 * Images with a class each, as a trainer and whoever explains its results know them: what the
 * labels are, in which order, how the images were prepared, and how to get at each.
 *
 * <p>An archive, a folder, a manifest, an application's own database are all one to the trainer: it
 * takes any data set that is one of these. It refuses data that were prepared for another model.
 *
 * <p>Samples are numbered from 0 in an order that stays. Implementations may be called from several
 * threads, and read a sample only when they are asked for it.
 */
public interface LabeledImages {

  /** The classes, in the order of their label numbers. */
  ClassLabels labels();

  /**
   * What the data are, for the record and to be compared when a run goes on.
   *
   * @throws IOException if a file must be read for it and cannot be
   */
  DataSummary summary() throws IOException;

  /** How the images are prepared before a network sees them, with all that decides the numbers. */
  Preparation preparation();

  /** Number of samples. */
  long size();

  /**
   * What people find a sample by, such as an archive and the path in it.
   *
   * @param index 0 to size - 1
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  String name(long index);

  /**
   * A sample's label.
   *
   * @param index 0 to size - 1
   * @return its class's position among the {@link #labels}
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  int label(long index);

  /**
   * The group that a sample belongs to, where one is known: the photograph that a tile was cut
   * from, a structure, a day. What must not be divided between training and test.
   *
   * @param index 0 to size - 1
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  default Optional<String> group(long index) {
    return Optional.empty();
  }

  /**
   * What a sample is, wherever it lies. A run writes it down of all its samples when it begins, so
   * that it can name those that have changed when it is to go on; {@link DataSummary#sha256} alone
   * tells only that something has.
   *
   * @param index 0 to size - 1
   * @return empty if nothing is known of it; then of no sample is
   * @throws IOException if a file must be read for it and cannot be
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  default Optional<SampleIdentity> identity(long index) throws IOException {
    return Optional.empty();
  }

  /**
   * A sample's image file as it is, before any preparation.
   *
   * @param index 0 to size - 1
   * @return the file's bytes, the caller's own
   * @throws IOException if it cannot be read
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  byte[] bytes(long index) throws IOException;
}
