package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way from the storage: in ranges, each of which goes on where it was cut off. When
 * the file turns out to be another meanwhile, it is fetched again, then in one piece. Thread-safe.
 */
final class Download implements Closeable {
  private static final int MOST_RESTARTS = 2;

  private final RangeFetch ranges;
  private final FileSource source;
  private final Tally.Item progress;
  private final WorkStack work;
  private final boolean verified;
  private @Nullable Fetching current;
  private @Nullable PartialFile partial;
  private int restarts;

  /**
   * Ranges of one state of the file.
   *
   * @param there which have come
   * @param digests of ranges of the usual size
   */
  private record Fetching(
      PartialFile partial,
      RemoteFile file,
      PartPlan plan,
      Set<Integer> there,
      Map<Integer, byte[]> digests) {
    Fetching(PartialFile partial, RemoteFile file, PartPlan plan, Set<Integer> there) {
      this(partial, file, plan, there, new ConcurrentHashMap<>());
    }

    /** Where its thread has time for it, and not in the end. */
    void digest(int part) throws IOException {
      boolean ofUse = file.content().filter(tag -> tag.parts() > 1).isPresent();
      if (ofUse && plan.partSize() == PartPlan.USUAL_PART) {
        digests.put(part, partial.digest(plan, part));
      }
    }

    boolean isComplete() {
      return there.size() == plan.count();
    }

    long bytes() {
      return there.stream().mapToLong(plan::length).sum();
    }
  }

  /**
   * A download.
   *
   * @param verified whether the content is compared with the storage's tag
   */
  Download(
      ObjectStorage storage, FileSource source, Tally progress, WorkStack work, boolean verified) {
    this.ranges = new RangeFetch(storage, source);
    this.source = source;
    this.progress = progress.item(source.name());
    this.work = work;
    this.verified = verified;
  }

  /** Begins, or goes on; what is more than one range becomes work. */
  void open() throws IOException {
    Path parent = source.target().toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      begin(PartPlan.USUAL_PART);
    } catch (FileChanged e) {
      restart(null, e);
    }
  }

  private synchronized void begin(long rangeSize) throws IOException {
    PartialFile opened = PartialFile.open(source.target());
    partial = opened;
    if (!opened.isResumable() && !Files.exists(source.target())) {
      RangeFetch.Fetched first =
          ranges.fetch(opened::write, progress, 0, rangeSize, Optional.empty());
      goOn(opened, new PartPlan(first.file().size(), rangeSize), first);
      return;
    }
    RemoteFile file = ranges.fetch(Fetch::drop, Tally.unheard(), 0, 1, Optional.empty()).file();
    progress.total(file.size());
    if (isThere(file)) {
      opened.discard();
      progress.moved(file.size());
      progress.done();
      return;
    }
    PartPlan plan = new PartPlan(file.size(), rangeSize);
    Fetching fetching = new Fetching(opened, file, plan, opened.begin(file, plan));
    progress.moved(fetching.bytes());
    schedule(fetching);
  }

  /** Whether the file was fetched before: a date of whole seconds is the storage's. */
  private boolean isThere(RemoteFile file) throws IOException {
    Path target = source.target();
    return Files.isRegularFile(target)
        && Files.size(target) == file.size()
        && file.modified().equals(Optional.of(Files.getLastModifiedTime(target).toInstant()));
  }

  /** The first range has told what the file is. */
  private void goOn(PartialFile opened, PartPlan plan, RangeFetch.Fetched first)
      throws IOException {
    progress.total(plan.size());
    opened.begin(first.file(), plan);
    Set<Integer> there = new HashSet<>();
    for (int part = 0; part < plan.count(); part++) {
      if (plan.offset(part) + plan.length(part) <= first.end()) {
        there.add(part);
        opened.add(part);
      }
    }
    schedule(new Fetching(opened, first.file(), plan, there));
  }

  private void schedule(Fetching fetching) throws IOException {
    current = fetching;
    if (fetching.isComplete()) {
      finish(fetching);
      return;
    }
    for (int part = fetching.plan().count() - 1; part >= 0; part--) {
      if (!fetching.there().contains(part)) {
        int number = part;
        work.push(() -> fetchPart(fetching, number));
      }
    }
  }

  private void fetchPart(Fetching fetching, int part) throws IOException {
    if (!isCurrent(fetching)) {
      return;
    }
    PartPlan plan = fetching.plan();
    long from = plan.offset(part);
    try {
      ranges.fetch(
          fetching.partial()::write,
          progress,
          from,
          from + plan.length(part),
          Optional.of(fetching.file()));
      if (verified) {
        fetching.digest(part);
      }
    } catch (FileChanged e) {
      restart(fetching, e);
      return;
    } catch (IOException e) {
      if (isCurrent(fetching)) {
        throw e;
      }
      return; // the file was closed, because another part has found it changed
    }
    if (isLast(fetching, part)) {
      finish(fetching);
    }
  }

  @SuppressWarnings("ReferenceEquality") // it is this state or an earlier one
  private synchronized boolean isCurrent(@Nullable Fetching fetching) {
    return fetching == current;
  }

  private synchronized boolean isLast(Fetching fetching, int part) throws IOException {
    if (!isCurrent(fetching)) {
      progress.moved(-fetching.plan().length(part));
      return false;
    }
    fetching.there().add(part);
    fetching.partial().add(part);
    progress.report();
    return fetching.isComplete();
  }

  private void finish(Fetching fetching) throws IOException {
    PartialFile file = fetching.partial();
    file.trim(fetching.file());
    if (verified) {
      try {
        file.check(fetching.file(), fetching.digests(), ranges.address());
      } catch (KamonohashiException.Damaged e) {
        file.discard(); // nobody can tell which part of it is right
        throw e;
      }
    }
    file.finish(fetching.file());
    progress.done();
  }

  private synchronized void restart(@Nullable Fetching fetching, FileChanged reason)
      throws IOException {
    if (!isCurrent(fetching)) {
      return;
    }
    progress.moved(current == null ? 0 : -current.bytes());
    FileChanged latest = reason;
    while (restarts++ < MOST_RESTARTS) {
      current = null;
      discard();
      try {
        begin(Fetch.TO_THE_END);
        return;
      } catch (FileChanged e) {
        latest = e;
      }
    }
    throw latest;
  }

  private void discard() throws IOException {
    if (partial != null) {
      partial.discard();
    }
  }

  /** Leaves what a later download can use, if anything. */
  @Override
  public synchronized void close() throws IOException {
    if (partial != null) {
      partial.close();
    }
  }
}
