package dev.hibi.model.scoring;

/** A convex function with its gradient. */
interface Objective {

  /** How many numbers it takes. */
  int size();

  /**
   * Its value.
   *
   * @param x (size)
   * @param gradient (size), overwritten
   */
  double at(double[] x, double[] gradient);
}
