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
 * Posts the values of channels that the thing model allows, and leaves out the others.
 *
 * @param leftOut takes the channels or properties that are left out, and the reasons
 */
public record FittingPost(BiConsumer<String, String> leftOut) {

  /**
   * Posts values by their identifiers.
   *
   * @return completes when the platform has accepted the values; fails if it refused some
   * @throws IllegalArgumentException if none of the values can be sent
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
   * Returns the values in the form in which the thing converts them by its model; reports the
   * others as left out.
   *
   * @param types returns the type in the model, which names the members of a position
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
   * Posts; as long as the thing model rejects parts, removes them and posts again.
   *
   * @param parts the parts of the post by identifier; rejected ones are removed
   * @param prefix the prefix of the parts in the paths of violations
   * @return completes when the platform has accepted the post; fails if it refused some of it
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
                  "the platform answered code " + reply.code() + " " + reply.message().orElse(""));
            }
          }
          if (!result.refused().isEmpty()) {
            throw new RefusedException("the platform refused " + result.refused());
          }
          return result;
        });
  }

  /** Returns the rejected identifiers. A path begins with its identifier: {@code tank.level[3]}. */
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

  /** The platform refused a post. Expected, hence without a stack trace. */
  private static final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message, null, false, false);
    }
  }
}
