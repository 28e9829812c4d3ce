/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.tags;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.DeviceTags;
import org.kuralink.api.thing.RejectedTagsException;
import org.kuralink.api.thing.RejectedTagsException.Breach;
import org.kuralink.api.thing.RejectedTagsException.Rule;
import org.kuralink.thing.link.Failures;
import org.kuralink.thing.model.JsonForm;

/** Sets and deletes tags; what the platform's rules forbid is not sent. Any thread may call. */
public final class Tags implements DeviceTags {

  static final String UPDATE = "thing.deviceinfo.update";
  static final String DELETE = "thing.deviceinfo.delete";

  private final String connection;
  private final Supplier<Optional<DeviceLink>> links;

  /** Tags of one thing. */
  public Tags(String connection, Supplier<Optional<DeviceLink>> links) {
    this.connection = connection;
    this.links = links;
  }

  @Override
  public CompletionStage<Reply> updateTags(Map<String, String> tags) {
    List<Breach> breaches = check(tags.keySet());
    tags.forEach(
        (key, value) -> {
          if (isMissing(value)) {
            breaches.add(breach(key, Rule.NO_VALUE));
          }
        });
    if (!breaches.isEmpty()) {
      return rejected(breaches);
    }
    StringBuilder params = new StringBuilder();
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      key(params, tag.getKey()).append(",\"attrValue\":");
      JsonForm.writeText(params, tag.getValue());
      params.append('}');
    }
    return request(UPDATE, params.append(']').toString());
  }

  @Override
  public CompletionStage<Reply> deleteTags(Set<String> keys) {
    List<Breach> breaches = check(keys);
    if (!breaches.isEmpty()) {
      return rejected(breaches);
    }
    StringBuilder params = new StringBuilder();
    for (String key : keys) {
      key(params, key).append('}');
    }
    return request(DELETE, params.append(']').toString());
  }

  private static StringBuilder key(StringBuilder params, String key) {
    params.append(params.isEmpty() ? "[" : ",").append("{\"attrKey\":");
    JsonForm.writeText(params, key);
    return params;
  }

  private static List<Breach> check(Collection<String> keys) {
    List<Breach> breaches = new ArrayList<>();
    if (keys.isEmpty()) {
      breaches.add(new Breach("", Rule.NO_TAG));
    } else if (keys.size() > MAX_TAGS) {
      breaches.add(new Breach("", Rule.TOO_MANY));
    }
    for (String key : keys) {
      if (isMissing(key) || key.isEmpty() || key.length() > MAX_KEY) {
        breaches.add(breach(key, Rule.KEY_LENGTH));
      } else if (!key.chars().allMatch(Tags::isAllowed)) {
        breaches.add(breach(key, Rule.KEY_CHARACTERS));
      } else if (Character.isDigit(key.charAt(0))) {
        breaches.add(breach(key, Rule.KEY_START));
      }
    }
    return breaches;
  }

  private static boolean isAllowed(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
  }

  private static boolean isMissing(@Nullable String text) {
    return text == null;
  }

  private static Breach breach(@Nullable String key, Rule rule) {
    String text = String.valueOf(key);
    return new Breach(text.length() > MAX_KEY ? text.substring(0, MAX_KEY) + "…" : text, rule);
  }

  private static CompletionStage<Reply> rejected(List<Breach> breaches) {
    return CompletableFuture.failedFuture(new RejectedTagsException(breaches));
  }

  private CompletionStage<Reply> request(String method, String params) {
    Optional<DeviceLink> link = links.get();
    return link.isPresent()
        ? link.get().request(method, JsonText.of(params))
        : CompletableFuture.failedFuture(Failures.noConnection(connection));
  }
}
