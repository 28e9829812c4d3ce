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
 * Selects the parts of one kind that are reported, at most eight, and their device names. Logs the
 * omitted parts once, in one line. Not thread-safe.
 */
final class PartChoice {

  /** The maximum number of reported parts. */
  static final int MOST = 8;

  private static final Logger log = LoggerFactory.getLogger(PartChoice.class);
  private static final int LONGEST_NAME = 32;
  private static final int NAMED = 10;
  private static final int TOLD_APART = 0xffff;

  private final String kind;
  private final String productKey;
  private String said = "";

  /**
   * Creates a selection without parts.
   *
   * @param kind the prefix of the device names
   */
  PartChoice(String kind, String productKey) {
    this.kind = kind;
    this.productKey = productKey;
  }

  /**
   * Returns the first parts, each under a unique device name.
   *
   * @param found metrics by the name that the operating system gives, most important first
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
    logOnce(leftOut(leftOut, found.size()));
    return new ArrayList<>(chosen.values());
  }

  private void logOnce(String now) {
    if (!now.equals(said) && !now.isEmpty()) {
      log.info("{}", now);
    }
    said = now;
  }

  /** Returns the text that was logged last about omitted parts; empty if there are none. */
  String lastLogged() {
    return said;
  }

  private String leftOut(List<String> names, int all) {
    if (names.isEmpty()) {
      return "";
    }
    String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    String rest = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
    return "reporting "
        + MOST
        + " of "
        + all
        + " parts of kind "
        + kind
        + "; left out: "
        + first
        + rest;
  }

  /** Returns a valid device name derived from the name that the operating system gives. */
  static String name(String kind, String own) {
    String plain = own.replaceAll("[^A-Za-z0-9_.]+", "-").replaceAll("^[-.]+|[-.]+$", "");
    if (plain.isEmpty()) {
      return own.equals("/") ? kind + "-root" : distinct(kind, own);
    }
    String name = kind + "-" + plain;
    return name.length() <= LONGEST_NAME ? name : distinct(name, own);
  }

  /** Appends a suffix that distinguishes the name from equal ones. */
  private static String distinct(String name, String own) {
    String end = String.format(Locale.ROOT, "-%04x", own.hashCode() & TOLD_APART);
    return name.substring(0, Math.min(name.length(), LONGEST_NAME - end.length())) + end;
  }
}
