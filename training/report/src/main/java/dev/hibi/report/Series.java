package dev.hibi.report;

import java.util.List;

/**
 * What a chart draws in one colour.
 *
 * @param name for the legend
 * @param form how it is drawn
 * @param number of its colour and stroke, from 0
 * @param marks in order
 */
record Series(String name, Form form, int number, List<Mark> marks) {
  /** How values are drawn. */
  enum Form {
    LINE,
    /** Unobtrusive, to compare with. */
    GUIDE,
    DOTS,
    /** Dots with a bar from the mark's low to its high. */
    INTERVALS
  }

  /** A value with where it may lie. */
  record Mark(double x, double y, double low, double high) {
    Mark(double x, double y) {
      this(x, y, y, y);
    }
  }
}
