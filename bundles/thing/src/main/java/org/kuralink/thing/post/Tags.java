/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.post;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.DeviceTags;
import org.kuralink.api.thing.RejectedTagsException;
import org.kuralink.api.thing.RejectedTagsException.Breach;
import org.kuralink.api.thing.RejectedTagsException.Rule;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.thing.device.Devices.Device;

/**
 * Requests that set and delete the tags of a device. A tag that breaks the platform's rules is not
 * sent. Any thread may call.
 */
public final class Tags {

  static final String UPDATE = "thing.deviceinfo.update";
  static final String DELETE = "thing.deviceinfo.delete";

  private Tags() {}

  /** Sets tags; the other tags of the device stay. */
  public static CompletionStage<Reply> update(Device device, Map<String, String> tags) {
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
    List<Map<String, String>> params = new ArrayList<>();
    tags.forEach(
        (key, value) -> {
          Map<String, String> tag = new LinkedHashMap<>();
          tag.put("attrKey", key);
          tag.put("attrValue", value);
          params.add(tag);
        });
    return device.send(link -> link.request(UPDATE, JsonOutput.text(params)));
  }

  /** Deletes tags. */
  public static CompletionStage<Reply> delete(Device device, Set<String> keys) {
    List<Breach> breaches = check(keys);
    if (!breaches.isEmpty()) {
      return rejected(breaches);
    }
    List<Map<String, String>> params = keys.stream().map(key -> Map.of("attrKey", key)).toList();
    return device.send(link -> link.request(DELETE, JsonOutput.text(params)));
  }

  private static List<Breach> check(Collection<String> keys) {
    List<Breach> breaches = new ArrayList<>();
    if (keys.isEmpty()) {
      breaches.add(new Breach("", Rule.NO_TAG));
    } else if (keys.size() > DeviceTags.MAX_TAGS) {
      breaches.add(new Breach("", Rule.TOO_MANY));
    }
    for (String key : keys) {
      if (isMissing(key) || key.isEmpty() || key.length() > DeviceTags.MAX_KEY) {
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
    return new Breach(
        text.length() > DeviceTags.MAX_KEY ? text.substring(0, DeviceTags.MAX_KEY) + "…" : text,
        rule);
  }

  private static CompletionStage<Reply> rejected(List<Breach> breaches) {
    return CompletableFuture.failedFuture(new RejectedTagsException(breaches));
  }
}
