/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kuralink.api.connection.DeviceIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which parts of one kind are shown, and under which device names: the first eight of them. What is
 * left out is said once, in one line. Meant for one thread.
 */
final class PartChoice {

  /** How many are shown. */
  static final int MOST = 8;

  private static final Logger log = LoggerFactory.getLogger(PartChoice.class);
  private static final int LONGEST_NAME = 32;
  private static final int NAMED = 10;
  private static final int TOLD_APART = 0xffff;

  private final String kind;
  private final String productKey;
  private String said = "";

  /**
   * Nothing is chosen yet.
   *
   * @param kind with which the names begin
   */
  PartChoice(String kind, String productKey) {
    this.kind = kind;
    this.productKey = productKey;
  }

  /**
   * The first of them, each under a name of its own.
   *
   * @param found figures under the names that the operating system gives, the weightiest first
   */
  List<Part> of(Map<String, Map<String, Object>> found) {
    Map<DeviceIdentity, Part> chosen = new LinkedHashMap<>();
    List<String> leftOut = new ArrayList<>();
    found.forEach(
        (own, figures) -> {
          if (chosen.size() == MOST) {
            leftOut.add(own);
            return;
          }
          DeviceIdentity device = new DeviceIdentity(productKey, name(kind, own));
          if (chosen.containsKey(device)) {
            device = new DeviceIdentity(productKey, distinct(device.deviceName(), own));
          }
          chosen.putIfAbsent(device, new Part(device, figures));
        });
    say(leftOut(leftOut, found.size()));
    return new ArrayList<>(chosen.values());
  }

  private void say(String now) {
    if (!now.equals(said) && !now.isEmpty()) {
      log.info("{}", now);
    }
    said = now;
  }

  /** What was said last of what is left out; empty if nothing is. */
  String said() {
    return said;
  }

  private String leftOut(List<String> names, int all) {
    if (names.isEmpty()) {
      return "";
    }
    String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    String rest = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
    return MOST + " of " + all + " of kind " + kind + " are shown; left out: " + first + rest;
  }

  /** A name that the platform takes, of what the operating system calls it. */
  static String name(String kind, String own) {
    String plain = own.replaceAll("[^A-Za-z0-9_.]+", "-").replaceAll("^[-.]+|[-.]+$", "");
    if (plain.isEmpty()) {
      return own.equals("/") ? kind + "-root" : distinct(kind, own);
    }
    String name = kind + "-" + plain;
    return name.length() <= LONGEST_NAME ? name : distinct(name, own);
  }

  /** The same name with an end that tells it from those of others. */
  private static String distinct(String name, String own) {
    String end = String.format(Locale.ROOT, "-%04x", own.hashCode() & TOLD_APART);
    return name.substring(0, Math.min(name.length(), LONGEST_NAME - end.length())) + end;
  }
}
