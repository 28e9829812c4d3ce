/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.store;

import java.io.IOException;
import java.net.MalformedURLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.cota.offer.Offer;
import org.kuralink.cota.store.ConfigurationJournal.OpenPush;
import org.kuralink.cota.store.ConfigurationJournal.Report;
import org.kuralink.download.WebAddress;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;

/** The journal's files as JSON. */
final class JournalText {

  /** One file, read. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(@Nullable Object json);
  }

  private static final String ORDER = "order";
  private static final String DEVICE = "device";
  private static final String FAILED_STEP = "failedStep";

  /** What a push has that is open, and an answer has not. */
  private static final String OFFER = "offer";

  private JournalText() {}

  static byte[] ofTrial(Trial trial) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("phase", trial.phase().name());
    json.put("version", trial.version());
    json.put(DEVICE, ofDevice(trial.device()));
    json.put("applier", trial.applier());
    json.put("deadline", trial.deadline().toString());
    json.put("starts", trial.starts());
    trial.order().ifPresent(order -> json.put(ORDER, ofOrder(order)));
    trial.failedStep().ifPresent(step -> json.put(FAILED_STEP, step.name()));
    json.put("message", trial.message());
    return Json.bytes(json);
  }

  static Trial trial(byte[] text) throws IOException {
    return read(
        text,
        json -> {
          Map<?, ?> trial = members(json);
          return new Trial(
              Trial.Phase.valueOf(text(trial, "phase")),
              number(trial, "version"),
              device(trial.get(DEVICE)),
              text(trial, "applier"),
              Instant.parse(text(trial, "deadline")),
              (int) number(trial, "starts"),
              Optional.<Object>ofNullable(trial.get(ORDER)).map(JournalText::order),
              trial.containsKey(FAILED_STEP)
                  ? Optional.of(ConfigurationStep.valueOf(text(trial, FAILED_STEP)))
                  : Optional.empty(),
              text(trial, "message"));
        });
  }

  static byte[] ofReports(List<Report> reports, List<OpenPush> pushes) {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (Report report : reports) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put(ORDER, ofOrder(report.order()));
      json.put("code", report.code());
      json.put("outcome", report.outcome());
      json.put("message", report.message());
      lines.add(json);
    }
    for (OpenPush push : pushes) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put(ORDER, ofOrder(push.order()));
      json.put(OFFER, ofOffer(push.offer()));
      json.put("starts", push.starts());
      lines.add(json);
    }
    return Json.bytes(lines);
  }

  static List<Report> reports(byte[] text) throws IOException {
    return read(
        text,
        json ->
            lines(json).stream()
                .filter(line -> !line.containsKey(OFFER))
                .map(
                    line ->
                        new Report(
                            order(line.get(ORDER)),
                            (int) number(line, "code"),
                            text(line, "outcome"),
                            text(line, "message")))
                .toList());
  }

  static List<OpenPush> pushes(byte[] text) throws IOException {
    return read(
        text,
        json ->
            lines(json).stream()
                .filter(line -> line.containsKey(OFFER))
                .map(
                    line ->
                        new OpenPush(
                            order(line.get(ORDER)),
                            offer(line.get(OFFER)),
                            (int) number(line, "starts")))
                .toList());
  }

  private static Map<String, Object> ofOffer(Offer offer) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("configId", offer.configId());
    json.put("size", offer.size());
    json.put("digest", offer.digest());
    json.put("url", offer.url().text());
    json.put("received", offer.received().toString());
    return json;
  }

  private static Offer offer(@Nullable Object json) {
    Map<?, ?> offer = members(json);
    return new Offer(
        text(offer, "configId"),
        number(offer, "size"),
        text(offer, "digest"),
        address(text(offer, "url")),
        Instant.parse(text(offer, "received")));
  }

  private static WebAddress address(String url) {
    try {
      return WebAddress.parse(url);
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Map<String, Object> ofOrder(PushOrder order) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(DEVICE, ofDevice(order.device()));
    json.put("id", order.id().text());
    json.put("numeric", order.id().numeric());
    return json;
  }

  private static PushOrder order(@Nullable Object json) {
    Map<?, ?> order = members(json);
    return new PushOrder(
        device(order.get(DEVICE)),
        new MessageId(text(order, "id"), Boolean.TRUE.equals(order.get("numeric"))));
  }

  private static Map<String, Object> ofDevice(DeviceIdentity device) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("productKey", device.productKey());
    json.put("deviceName", device.deviceName());
    return json;
  }

  private static DeviceIdentity device(@Nullable Object json) {
    Map<?, ?> device = members(json);
    return new DeviceIdentity(text(device, "productKey"), text(device, "deviceName"));
  }

  private static List<Map<?, ?>> lines(@Nullable Object json) {
    if (!(json instanceof List<?> list)) {
      throw new IllegalArgumentException("no list");
    }
    List<Map<?, ?>> lines = new ArrayList<>();
    list.forEach(line -> lines.add(members(line)));
    return lines;
  }

  private static Map<?, ?> members(@Nullable Object json) {
    if (json instanceof Map<?, ?> members) {
      return members;
    }
    throw new IllegalArgumentException("no object");
  }

  private static String text(Map<?, ?> members, String name) {
    if (members.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name);
  }

  private static long number(Map<?, ?> members, String name) {
    if (members.get(name) instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException(name);
  }

  private static <T> T read(byte[] text, Reading<T> reading) throws IOException {
    try {
      return reading.of(Json.read(text));
    } catch (JsonException | IllegalArgumentException | DateTimeException e) {
      throw new IOException("the journal is damaged");
    }
  }
}
