package dev.hibi.report;

import dev.hibi.LabeledImages;
import dev.hibi.dataset.audit.AuditReport;
import dev.hibi.training.TrainingResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a training came to, as a page: how its model does on the test data, as an {@link
 * EvaluationReport} tells it, loss and accuracy by epoch, settings and provenance.
 */
public final class TrainingReport {
  private TrainingReport() {}

  /**
   * Begins a page, in English.
   *
   * @param test the data that the model was tested on, open until the page is built
   * @throws IllegalArgumentException if it was tested on other ones
   */
  public static Builder builder(TrainingResult result, LabeledImages test) {
    Measured measured =
        new Measured(result.description(), result.evaluation(), test, Optional.empty());
    return new Builder(result, measured);
  }

  /** How a page is made. Not thread-safe. */
  public static final class Builder {
    private final TrainingResult result;
    private Measured measured;
    private ReportLanguage language = ReportLanguage.ENGLISH;
    private Optional<AuditReport> audit = Optional.empty();

    private Builder(TrainingResult result, Measured measured) {
      this.result = result;
      this.measured = measured;
    }

    /** What the page is written in; default English. */
    public Builder language(ReportLanguage chosen) {
      this.language = chosen;
      return this;
    }

    /** What is drawn beside each image that was classified wrong, such as a heat map. */
    public Builder overlay(PictureOverlay overlay) {
      measured =
          new Measured(
              measured.model(), measured.evaluation(), measured.images(), Optional.of(overlay));
      return this;
    }

    /** What an audit of the data found. */
    public Builder audit(AuditReport report) {
      this.audit = Optional.of(report);
      return this;
    }

    /**
     * Makes the page.
     *
     * @throws IOException if an image cannot be read
     */
    public Report build() throws IOException {
      List<Section> sections = new ArrayList<>(EvaluationSections.of(measured));
      sections.add(1, new EpochsSection(result)); // behind what came out
      audit.ifPresent(report -> sections.add(new AuditSection(report)));
      sections.add(new ModelSection(measured.model()));
      List<Front.Fact> facts =
          List.of(
              new Front.Fact(PageWord.MODEL, result.model().toString()),
              new Front.Fact(PageWord.BEGAN, result.description().provenance().started()));
      return Page.of(new Front(language, TrainingWord.TITLE, facts, false), sections);
    }
  }
}
