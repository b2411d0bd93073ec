package dev.hibi.client.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a method calls: the HTTP method and the path below {@code /api/v2}, with the names of the
 * method's parameters in braces, such as {@code GET /data/{id}/files?withUrl={withUrl}}. The one
 * parameter that is not named is the body.
 *
 * <p>A query parameter that is empty or null is left out, and a list is given as often as it has
 * values. A {@link PagedQuery} brings query parameters of its own.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Route {
  /** The route. */
  String value();
}
