/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.publisher;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.RejectedPostException;
import org.kuralink.api.thing.Thing;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Property;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.Violation;
import org.kuralink.kura.endpoint.StageFailures;
import org.kuralink.kura.metric.ChannelValues;

/**
 * Posts of channels what the thing model allows.
 *
 * @param leftOut hears which channels, or properties, are left out, and why
 */
public record FittingPost(BiConsumer<String, String> leftOut) {

  /**
   * Posts values by their identifiers.
   *
   * @return fails if the platform has refused
   * @throws IllegalArgumentException if none of them can be sent
   */
  public CompletionStage<?> post(
      Thing thing, Map<String, ChannelValues.Value> values, RequestOptions options) {
    Map<String, Property> known = thing.model().map(ThingModel::properties).orElse(Map.of());
    Map<String, PropertyValue> fit = new LinkedHashMap<>();
    values.forEach(
        (name, value) ->
            untyped(name, value, Optional.ofNullable(known.get(name)).map(Property::type))
                .ifPresent(sayable -> fit.put(name, new PropertyValue(sayable, value.time()))));
    if (fit.isEmpty()) {
      throw new IllegalArgumentException("none of its values can be sent");
    }
    return post(fit, "", () -> thing.post(new PropertyPost(fit, options)));
  }

  /**
   * Values as the thing types them by its model; says of the others why they are left out.
   *
   * @param types of the model, which say how the members of a position are called
   */
  Map<String, Object> untyped(
      Map<String, ChannelValues.Value> values, Function<String, Optional<DataType>> types) {
    Map<String, Object> untyped = new LinkedHashMap<>();
    values.forEach(
        (identifier, value) ->
            untyped(identifier, value, types.apply(identifier))
                .ifPresent(sayable -> untyped.put(identifier, sayable)));
    return untyped;
  }

  private Optional<Object> untyped(
      String identifier, ChannelValues.Value value, Optional<DataType> type) {
    try {
      return Optional.of(value.untyped(type));
    } catch (IllegalArgumentException e) {
      leftOut.accept(identifier, "its value " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Posts; and as long as the thing model does not allow some of it, the rest without that.
   *
   * @param parts of the post, by identifier; what is left out is taken away
   * @param prefix of the parts in the paths of violations
   * @return fails if the platform has refused
   */
  CompletionStage<?> post(
      Map<String, ?> parts, String prefix, Supplier<CompletionStage<PostResult>> post) {
    CompletionStage<PostResult> sent = post.get();
    while (StageFailures.now(sent).orElse(null) instanceof RejectedPostException rejection
        && parts.keySet().removeAll(rejected(rejection, prefix))
        && !parts.isEmpty()) {
      sent = post.get();
    }
    return sent.thenApply(
        result -> {
          for (Reply reply : result.replies()) {
            if (!reply.isSuccess()) {
              throw new RefusedException(
                  "the platform answers code " + reply.code() + " " + reply.message().orElse(""));
            }
          }
          if (!result.refused().isEmpty()) {
            throw new RefusedException("the platform did not take " + result.refused());
          }
          return result;
        });
  }

  /** Paths begin with the identifier: {@code tank.level[3]}. */
  private Set<String> rejected(RejectedPostException rejection, String prefix) {
    Set<String> identifiers = new HashSet<>();
    for (Violation violation : rejection.violations()) {
      String path = violation.path();
      String identifier =
          (path.startsWith(prefix) ? path.substring(prefix.length()) : path).split("[.\\[]", 2)[0];
      leftOut.accept(identifier, violation.toString());
      identifiers.add(identifier);
    }
    return identifiers;
  }

  /** The platform has refused; expected, hence without a stack trace. */
  private static final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message, null, false, false);
    }
  }
}
