/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.fault;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The faults of SUBSCRIBE requests of devices. */
public enum SubscriptionForm {
  /** Subscriptions to the device's own topics are granted. */
  GRANTED,
  /** Topics that the product defines for itself are refused. */
  CUSTOM_REFUSED,
  /** Set properties and services are refused. */
  SERVICES_REFUSED,
  /** Everything is refused. */
  REFUSED,
  /** SUBSCRIBE is not answered. */
  UNANSWERED;

  /** Returns the name in REST. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static SubscriptionForm of(@Nullable JsonElement given) {
    if (given == null) {
      return GRANTED;
    }
    if (given instanceof JsonPrimitive word && word.isString()) {
      for (SubscriptionForm form : values()) {
        if (form.word().equals(word.getAsString())) {
          return form;
        }
      }
    }
    throw new IllegalArgumentException(
        "subscriptions: one of these is needed: "
            + Arrays.stream(values())
                .map(SubscriptionForm::word)
                .collect(Collectors.joining(", ")));
  }

  /** Whether a filter of a device of this product is refused. */
  public boolean refuses(String productKey, String filter) {
    return switch (this) {
      case GRANTED, UNANSWERED -> false;
      case CUSTOM_REFUSED -> filter.startsWith("/" + productKey + "/");
      case SERVICES_REFUSED -> filter.contains("/thing/service/");
      case REFUSED -> true;
    };
  }
}
