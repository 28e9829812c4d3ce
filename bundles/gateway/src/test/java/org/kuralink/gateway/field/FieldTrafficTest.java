/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.ServiceCall;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.store.MemoryMedium;

/** Values and events to the platform, sets and services from it. */
class FieldTrafficTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final DeviceIdentity DEVICE = FieldStage.device("dev-01");

  private final FieldStage stage = new FieldStage(new MemoryMedium()).speakingAll();
  private TestChannel.Opened server;

  @BeforeEach
  void apply() {
    stage.host.apply(FieldStage.small(), FieldHost.PUSH);
    server = stage.channel.opened.get(0);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void theValuesOfACycleAreOneDurablePost() {
    server.reports.values(DEVICE, Map.of("Temp", new BigDecimal("23.4")), AT);
    PropertyPost post = stage.thing.posts.get(0);
    assertEquals(
        Map.of("Temp", PropertyValue.of(new BigDecimal("23.4"), AT.toEpochMilli())), post.values());
    assertEquals(Delivery.DURABLE, post.options().delivery());
  }

  @Test
  void whatAServerReportsWhileItIsOpenedIsPosted() {
    stage.channel.first = Map.of("Serial", "A-17");
    stage.host.apply(FieldStage.small("502", "1502"), FieldHost.PUSH);
    assertEquals(Map.of("Serial", PropertyValue.of("A-17", 0)), stage.thing.posts.get(0).values());
  }

  @Test
  void anEventIsAPost() {
    server.reports.event(DEVICE, "TooHot", Map.of("limit", 80), AT);
    assertEquals("TooHot", stage.thing.events.get(0).identifier());
    assertEquals(AT.toEpochMilli(), stage.thing.events.get(0).event().time().orElseThrow());
  }

  @Test
  void whatAServerReportsAfterItWasClosedIsDropped() {
    stage.host.apply(FieldCases.bytes("fb-16-lists/a-all-empty.json"), FieldHost.PUSH);
    server.reports.values(DEVICE, Map.of("Temp", 1), AT);
    assertTrue(stage.thing.posts.isEmpty());
  }

  private Reply set(DeviceIdentity device) {
    return stage.traffic.set(device, Map.of("Run", true)).toCompletableFuture().join();
  }

  @Test
  void aSetIsAnsweredByWhatBecameOfIt() {
    assertEquals(ResultCode.SUCCESS, set(DEVICE).code());
    assertTrue(stage.channel.story.contains("set " + DEVICE + " {Run=true}"));
    stage.channel.setting =
        CompletableFuture.failedFuture(
            new FieldException(FieldException.Cause.REQUEST, "Run cannot be set"));
    assertEquals(ResultCode.PARAMETER_ERROR, set(DEVICE).code());
    assertEquals("Run cannot be set", set(DEVICE).message().orElseThrow());
    stage.channel.setting =
        CompletableFuture.failedFuture(
            new FieldException(FieldException.Cause.UNREACHABLE, "dev-01 is silent"));
    assertEquals(ResultCode.REQUEST_ERROR, set(DEVICE).code());
    assertEquals(ResultCode.REQUEST_ERROR, set(FieldStage.device("dev-09")).code());
  }

  @Test
  void aServiceIsAnsweredByItsOutput() {
    ServiceResult result =
        stage
            .traffic
            .call(new ServiceCall("Calibrate", Map.of("gain", 2.0), Duration.ofSeconds(4), DEVICE))
            .toCompletableFuture()
            .join();
    assertEquals(Map.of("result", 7), result.outputs());
    assertTrue(stage.channel.story.contains("call " + DEVICE + " Calibrate {gain=2.0}"));
  }
}
