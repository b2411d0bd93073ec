package dev.hibi.client.transfer;

import dev.hibi.client.api.UploadApi;
import java.util.Optional;

/** A line of an {@link UploadJournal}: one of these. */
record JournalLine(
    Optional<Upload> upload,
    Optional<Making> making,
    Optional<DataRecord> made,
    Optional<Begun> begun,
    Optional<Sent> sent,
    Optional<Complete> complete) {

  private static final JournalLine NOTHING =
      new JournalLine(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /**
   * Which upload it is.
   *
   * @param to the record or its name
   */
  record Upload(int version, String server, String to) {
    JournalLine line() {
      return new JournalLine(
          Optional.of(this),
          NOTHING.making,
          NOTHING.made,
          NOTHING.begun,
          NOTHING.sent,
          NOTHING.complete);
    }

    @Override
    public String toString() {
      return "version %d to %s on %s".formatted(version, to, server);
    }
  }

  /**
   * A record is about to be made.
   *
   * @param after the latest there was before
   */
  record Making(long after) {
    JournalLine line() {
      return new JournalLine(
          NOTHING.upload,
          Optional.of(this),
          NOTHING.made,
          NOTHING.begun,
          NOTHING.sent,
          NOTHING.complete);
    }
  }

  /** The record that was made. */
  record DataRecord(long id) {
    JournalLine line() {
      return new JournalLine(
          NOTHING.upload,
          NOTHING.making,
          Optional.of(this),
          NOTHING.begun,
          NOTHING.sent,
          NOTHING.complete);
    }
  }

  /**
   * A file whose parts have addresses.
   *
   * @param parts always there
   */
  record Begun(
      String file, long size, long modifiedMillis, long partSize, Optional<UploadApi.Parts> parts) {
    JournalLine line() {
      return new JournalLine(
          NOTHING.upload,
          NOTHING.making,
          NOTHING.made,
          Optional.of(this),
          NOTHING.sent,
          NOTHING.complete);
    }

    boolean isOf(LocalFile local) {
      return size == local.size() && modifiedMillis == local.modifiedMillis();
    }
  }

  /**
   * A part that is in the storage.
   *
   * @param part from 0
   * @param tag what the storage calls it
   */
  record Sent(String file, int part, String tag) {
    JournalLine line() {
      return new JournalLine(
          NOTHING.upload,
          NOTHING.making,
          NOTHING.made,
          NOTHING.begun,
          Optional.of(this),
          NOTHING.complete);
    }
  }

  /** A file that is in the storage. */
  record Complete(String file) {
    JournalLine line() {
      return new JournalLine(
          NOTHING.upload,
          NOTHING.making,
          NOTHING.made,
          NOTHING.begun,
          NOTHING.sent,
          Optional.of(this));
    }
  }
}
