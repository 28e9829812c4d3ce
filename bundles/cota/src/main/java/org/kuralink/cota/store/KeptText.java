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
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.cota.offer.Offer;
import org.kuralink.cota.store.PushOrder.OpenPush;
import org.kuralink.cota.store.PushOrder.Report;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;
import org.kuralink.json.output.JsonOutput;

/** What is kept, as JSON. */
public final class KeptText {

  /** One file, read. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(@Nullable Object json);
  }

  private static final String NEXT = "next";
  private static final String CURRENT = "current";
  private static final String HANDLED_ID = "handledId";
  private static final String HANDLED_DIGEST = "handledDigest";
  private static final String VERSIONS = "versions";
  private static final String NUMBER = "number";
  private static final String CONFIG_ID = "configId";
  private static final String SIZE = "size";
  private static final String DIGEST = "digest";
  private static final String RECEIVED = "received";
  private static final String OUTCOME = "outcome";
  private static final String MESSAGE = "message";
  private static final String ORDER = "order";
  private static final String DEVICE = "device";
  private static final String FAILED_STEP = "failedStep";

  /** What a push has that is open, and an answer has not. */
  private static final String OFFER = "offer";

  private KeptText() {}

  /**
   * The index of the versions.
   *
   * @param next the number of the next version
   * @param current the number of the one in force; 0 for none
   * @param handledId what was dealt with last, with its digest
   */
  record KeptIndex(
      long next,
      long current,
      String handledId,
      String handledDigest,
      List<ConfigurationVersion> versions) {

    static final KeptIndex EMPTY = new KeptIndex(1, 0, "", "", List.of());
  }

  static byte[] ofIndex(KeptIndex index) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(NEXT, index.next);
    json.put(CURRENT, index.current);
    json.put(HANDLED_ID, index.handledId);
    json.put(HANDLED_DIGEST, index.handledDigest);
    json.put(VERSIONS, index.versions.stream().map(KeptText::ofVersion).toList());
    return JsonOutput.bytes(json);
  }

  /**
   * The index, without the versions that are damaged.
   *
   * @param lost hears the number of each
   */
  static KeptIndex index(byte[] text, Predicate<ConfigurationVersion> isIntact, Consumer<Long> lost)
      throws IOException {
    return read(
        text,
        json -> {
          Map<?, ?> index = members(json);
          List<ConfigurationVersion> versions = new ArrayList<>();
          for (Map<?, ?> entry : lines(index.get(VERSIONS))) {
            long number = number(entry, NUMBER);
            version(entry, number)
                .filter(isIntact)
                .ifPresentOrElse(versions::add, () -> lost.accept(number));
          }
          return new KeptIndex(
              number(index, NEXT),
              number(index, CURRENT),
              text(index, HANDLED_ID),
              text(index, HANDLED_DIGEST),
              versions);
        });
  }

  private static Map<String, Object> ofVersion(ConfigurationVersion version) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(NUMBER, version.number());
    json.put(CONFIG_ID, version.configId());
    json.put(SIZE, version.size());
    json.put(DIGEST, version.digest());
    json.put(RECEIVED, version.received().toString());
    json.put(OUTCOME, version.outcome().name());
    json.put(MESSAGE, version.message());
    return json;
  }

  private static Optional<ConfigurationVersion> version(Map<?, ?> json, long number) {
    try {
      return Optional.of(
          new ConfigurationVersion(
              number,
              text(json, CONFIG_ID),
              number(json, SIZE),
              text(json, DIGEST),
              Instant.parse(text(json, RECEIVED)),
              ConfigurationOutcome.valueOf(text(json, OUTCOME)),
              text(json, MESSAGE),
              false));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

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
    json.put(MESSAGE, trial.message());
    return JsonOutput.bytes(json);
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
              Optional.<Object>ofNullable(trial.get(ORDER)).map(KeptText::order),
              trial.containsKey(FAILED_STEP)
                  ? Optional.of(ConfigurationStep.valueOf(text(trial, FAILED_STEP)))
                  : Optional.empty(),
              text(trial, MESSAGE));
        });
  }

  /** What is to be answered, or has to get an answer. */
  public static byte[] ofReports(List<Report> reports, List<OpenPush> pushes) {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (Report report : reports) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put(ORDER, ofOrder(report.order()));
      json.put("code", report.code());
      json.put(OUTCOME, report.outcome());
      json.put(MESSAGE, report.message());
      lines.add(json);
    }
    for (OpenPush push : pushes) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put(ORDER, ofOrder(push.order()));
      json.put(OFFER, ofOffer(push.offer()));
      json.put("starts", push.starts());
      lines.add(json);
    }
    return JsonOutput.bytes(lines);
  }

  /** The answers in it. */
  public static List<Report> reports(byte[] text) throws IOException {
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
                            text(line, OUTCOME),
                            text(line, MESSAGE)))
                .toList());
  }

  /** The pushes in it that have no answer yet. */
  public static List<OpenPush> pushes(byte[] text) throws IOException {
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
    json.put(CONFIG_ID, offer.configId());
    json.put(SIZE, offer.size());
    json.put(DIGEST, offer.digest());
    json.put("url", offer.url().text());
    json.put(RECEIVED, offer.received().toString());
    return json;
  }

  private static Offer offer(@Nullable Object json) {
    Map<?, ?> offer = members(json);
    return new Offer(
        text(offer, CONFIG_ID),
        number(offer, SIZE),
        text(offer, DIGEST),
        address(text(offer, "url")),
        Instant.parse(text(offer, RECEIVED)));
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
