package dev.hibi.service;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The last scans, as many as there is room for, each until nobody has asked for a while. */
final class ScanStore {
  private record Entry(KeptScan scan, long until) {}

  private final int most;
  private final long mostBytes;
  private final Duration kept;
  private final InstantSource clock;
  private final Map<String, Entry> entries = new LinkedHashMap<>(); // the longest unused first
  private long bytes;

  ScanStore(int most, long mostBytes, Duration kept, InstantSource clock) {
    this.most = most;
    this.mostBytes = mostBytes;
    this.kept = kept;
    this.clock = clock;
  }

  synchronized void put(KeptScan scan) {
    forgetOld();
    entries.put(scan.id(), entry(scan));
    bytes += scan.byteCount();
    Iterator<Entry> oldest = entries.values().iterator();
    while (entries.size() > most || (bytes > mostBytes && entries.size() > 1)) {
      bytes -= oldest.next().scan().byteCount();
      oldest.remove();
    }
  }

  private Entry entry(KeptScan scan) {
    return new Entry(scan, clock.millis() + kept.toMillis());
  }

  private void forgetOld() {
    long now = clock.millis();
    Iterator<Entry> each = entries.values().iterator();
    while (each.hasNext()) {
      Entry entry = each.next();
      if (entry.until() > now) {
        return; // those behind it are asked for later
      }
      bytes -= entry.scan().byteCount();
      each.remove();
    }
  }

  /**
   * A scan.
   *
   * @throws Problem 404 if it is not there, or no more
   */
  synchronized KeptScan get(String id) {
    forgetOld();
    Entry entry = entries.remove(id);
    if (entry == null) {
      throw Problem.of(
          404,
          "unknown scan: expected one of the last %d, asked for within %d minutes, found none"
              .formatted(most, kept.toMinutes()));
    }
    entries.put(id, entry(entry.scan()));
    return entry.scan();
  }

  synchronized int count() {
    forgetOld();
    return entries.size();
  }

  synchronized long byteCount() {
    forgetOld();
    return bytes;
  }
}
