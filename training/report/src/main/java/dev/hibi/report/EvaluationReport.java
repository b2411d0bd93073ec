package dev.hibi.report;

import dev.hibi.LabeledImages;
import dev.hibi.inspection.SiteReport;
import dev.hibi.model.ModelDescription;
import dev.hibi.training.Evaluation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a model did on labeled images, as a page: what it is and was trained on, its threshold,
 * confusion matrix, measures with their intervals, curves, the images that it classified wrong, and
 * the same for each folder and camera.
 */
public final class EvaluationReport {
  private EvaluationReport() {}

  /**
   * Begins a page, in English.
   *
   * @param model what was evaluated
   * @param images the ones that it was evaluated on, open until the page is built
   * @throws IllegalArgumentException if the evaluation is of other images
   */
  public static Builder builder(
      ModelDescription model, Evaluation evaluation, LabeledImages images) {
    return new Builder(new Measured(model, evaluation, images, Optional.empty()));
  }

  /** How a page is made. Not thread-safe. */
  public static final class Builder {
    private Measured measured;
    private ReportLanguage language = ReportLanguage.ENGLISH;
    private final List<Front.Fact> facts = new ArrayList<>();
    private Optional<SiteReport> site = Optional.empty();
    private boolean labeled = true;

    private Builder(Measured measured) {
      this.measured = measured;
    }

    /** What the page is written in; default English. */
    public Builder language(ReportLanguage chosen) {
      this.language = chosen;
      return this;
    }

    /** What people know the model by, such as where it lies. */
    public Builder modelName(String name) {
      facts.add(new Front.Fact(PageWord.MODEL, name));
      return this;
    }

    /** What people know the images by, such as their archive. */
    public Builder dataName(String name) {
      facts.add(new Front.Fact(PageWord.DATA, name));
      return this;
    }

    /** What is drawn beside each image that was classified wrong, such as a heat map. */
    public Builder overlay(PictureOverlay overlay) {
      measured =
          new Measured(
              measured.model(), measured.evaluation(), measured.images(), Optional.of(overlay));
      return this;
    }

    /** What the model does at the site that the images are of, and what to do about it. */
    public Builder site(SiteReport report) {
      this.site = Optional.of(report);
      this.labeled = true;
      return this;
    }

    /**
     * What the model does at a site whose images have no labels and are taken as uncracked: the
     * page tells that and what the model is, and nothing that takes labels.
     */
    public Builder unlabeledSite(SiteReport report) {
      site(report);
      this.labeled = false;
      return this;
    }

    /**
     * Makes the page.
     *
     * @throws IOException if an image cannot be read
     */
    public Report build() throws IOException {
      List<Section> sections = new ArrayList<>();
      if (labeled) {
        sections.addAll(EvaluationSections.of(measured));
      }
      int behindTheResult = Math.min(1, sections.size());
      site.ifPresent(report -> sections.add(behindTheResult, new SiteSection(report, labeled)));
      sections.add(new ModelSection(measured.model()));
      return Page.of(new Front(language, EvaluationWord.TITLE, facts, false), sections);
    }
  }
}
