package dev.hibi.report;

import dev.hibi.image.RgbImage;
import dev.hibi.inspection.scan.PhotoScan;
import dev.hibi.inspection.scan.ScanOverlay;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * What was found in photographs, as a page: a summary, each photograph with what raises an alarm,
 * to look into, and its regions as a table. Those with the highest probability come first.
 */
public final class ScanReport {
  private ScanReport() {}

  /** Begins a page, in English. */
  public static Builder builder() {
    return new Builder();
  }

  /** How a page is made. Not thread-safe. */
  public static final class Builder {
    /** Of an overlay that is kept in memory. */
    private static final int EDGE = 2048;

    private final List<Front.Fact> facts = new ArrayList<>();
    private final List<ScannedPhoto> photos = new ArrayList<>();
    private final List<UnreadableSection.Unreadable> unreadable = new ArrayList<>();
    private ReportLanguage language = ReportLanguage.ENGLISH;
    private boolean ofPhotographs;

    private Builder() {}

    /** What the page is written in; default English. */
    public Builder language(ReportLanguage chosen) {
      this.language = chosen;
      return this;
    }

    /**
     * Says that the threshold is the model's of whole photographs ({@link
     * dev.hibi.model.ModelDescription#scanPoint}), not that of tiles.
     */
    public Builder thresholdOfPhotographs() {
      this.ofPhotographs = true;
      return this;
    }

    /** What people know the model by, such as where it lies. */
    public Builder modelName(String name) {
      facts.add(new Front.Fact(PageWord.MODEL, name));
      return this;
    }

    /** What people know the photographs by, such as their folder. */
    public Builder dataName(String name) {
      facts.add(new Front.Fact(PageWord.DATA, name));
      return this;
    }

    /**
     * Adds a photograph, whose overlay is drawn at once and kept at 2,048 pixels at most.
     *
     * @param photo the one that was scanned
     * @throws IllegalArgumentException if it has another size
     */
    public Builder add(PhotoScan scan, RgbImage photo) throws IOException {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      ImageIO.write(new ScanOverlay(scan, EDGE).over(photo), "png", file);
      byte[] overlay = file.toByteArray();
      photos.add(ScannedPhoto.of(scan.toJson(), () -> RgbImage.decode(overlay, scan.photo())));
      return this;
    }

    /**
     * Adds a photograph of a scan that is written down.
     *
     * @param json what {@link PhotoScan#toJson} gives; other members do not matter
     * @param overlay a picture file of the photograph with what was found, which is read when the
     *     page is built
     * @throws IllegalArgumentException if it is no scan
     */
    public Builder add(String json, Path overlay) {
      photos.add(ScannedPhoto.of(json, () -> RgbImage.read(overlay)));
      return this;
    }

    /** Adds a photograph that could not be read. */
    public Builder addUnreadable(String photo, String reason) {
      unreadable.add(new UnreadableSection.Unreadable(photo, reason));
      return this;
    }

    /**
     * Makes the page.
     *
     * @throws IOException if an overlay cannot be read
     */
    public Report build() throws IOException {
      List<ScannedPhoto> sorted = photos.stream().sorted(ScannedPhoto.WORST_FIRST).toList();
      List<Section> sections = new ArrayList<>();
      sections.add(new ScanSummarySection(sorted, unreadable.size(), ofPhotographs));
      if (!sorted.isEmpty()) {
        sections.add(new ScanPhotosSection(sorted));
      }
      if (!unreadable.isEmpty()) {
        sections.add(new UnreadableSection(List.copyOf(unreadable)));
      }
      return Page.of(new Front(language, ScanWord.TITLE, facts, true), sections);
    }
  }
}
