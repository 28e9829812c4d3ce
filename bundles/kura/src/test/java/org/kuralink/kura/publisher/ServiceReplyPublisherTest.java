/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.publisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.api.tsl.UntypedValue;
import org.kuralink.kura.endpoint.OpenCalls;
import org.kuralink.kura.endpoint.OpenCalls.OpenCall;

/** A message with the id of a service call answers that call. */
class ServiceReplyPublisherTest {

  private final PublisherHarness harness = new PublisherHarness();
  private final OpenCalls calls = harness.endpoint.calls();

  private ServiceReplyPublisher start(Map<String, Object> properties) {
    return harness.startAt(new ServiceReplyPublisher(), properties);
  }

  private OpenCall open() {
    return calls.open("weigh", Duration.ofSeconds(5)).orElseThrow();
  }

  private String shown() {
    return harness.endpoint.shown().getOrDefault("Publisher pub", "");
  }

  @Test
  void theOutputsAreTheMetricsOfTheMessageThatNamesTheCall() throws Exception {
    ServiceReplyPublisher publisher = start(Map.of("mapping", "kg=weight"));
    OpenCall other = open();
    OpenCall call = open();
    assertNull(
        publisher.publish(
            PublisherHarness.message(
                Map.of("call.id", call.id(), "service", "weigh", "kg", 7.5, "unit", "kg"))));
    ServiceResult result = call.result().join();
    assertEquals(ResultCode.SUCCESS, result.code());
    assertEquals(
        Map.of("weight", new UntypedValue(7.5), "unit", new UntypedValue("kg")), result.outputs());
    assertFalse(other.result().isDone());
    assertEquals("", shown());
  }

  @Test
  void aCodeMakesAFailureOfIt() throws Exception {
    ServiceReplyPublisher publisher = start(Map.of());
    OpenCall call = open();
    publisher.publish(
        PublisherHarness.message(
            Map.of("call.id", call.id(), "call.code", 100001, "call.message", "jammed")));
    assertEquals(ServiceResult.failure(new ResultCode(100_001), "jammed"), call.result().join());
    OpenCall odd = open();
    publisher.publish(PublisherHarness.message(Map.of("call.id", odd.id(), "call.code", "7")));
    assertEquals(ResultCode.REQUEST_ERROR, odd.result().join().code());
    assertTrue(shown().contains("call.code is 7"), shown());
  }

  @Test
  void whatNamesNoCallOrComesTooLateIsToldAndHarmsNobody() throws Exception {
    ServiceReplyPublisher publisher = start(Map.of());
    OpenCall call = open();
    publisher.publish(PublisherHarness.message(Map.of("kg", 1)));
    assertTrue(shown().contains("without the metric call.id"), shown());
    publisher.publish(PublisherHarness.message(Map.of("call.id", "unknown")));
    assertTrue(shown().contains("no call unknown waits"), shown());
    harness.endpoint.time.leap(Duration.ofSeconds(6));
    publisher.publish(PublisherHarness.message(Map.of("call.id", call.id())));
    assertTrue(shown().contains("no call " + call.id() + " waits"), shown());
    assertFalse(call.result().isDone());
  }

  @Test
  void aCallIsAnsweredOnce() throws Exception {
    ServiceReplyPublisher publisher = start(Map.of());
    OpenCall call = open();
    publisher.publish(PublisherHarness.message(Map.of("call.id", call.id(), "kg", 1)));
    publisher.publish(PublisherHarness.message(Map.of("call.id", call.id(), "kg", 2)));
    assertEquals(Map.of("kg", new UntypedValue(1)), call.result().join().outputs());
  }

  @Test
  void onlyItsServicesWaitAndOnlyWhileItIsThere() {
    ServiceReplyPublisher publisher = start(Map.of("services", "weigh\ntare"));
    assertTrue(calls.isAnswered("weigh"));
    assertFalse(calls.isAnswered("reboot"));
    publisher.modified(Map.of("cloud.endpoint.service.pid", "another"));
    assertFalse(calls.isAnswered("weigh"));
    publisher.modified(
        Map.of("cloud.endpoint.service.pid", harness.endpoint.name(), "services", ""));
    assertTrue(calls.isAnswered("reboot"));
    publisher.removeEndpoint(harness.endpoint);
    assertFalse(calls.isAnswered("reboot"));
  }

  @Test
  void openCallsAreBoundedAndThoseThatAreTooOldGiveWay() {
    for (int i = 0; i < 1000; i++) {
      assertTrue(calls.open("weigh", Duration.ofSeconds(5)).isPresent());
    }
    assertTrue(calls.open("weigh", Duration.ofSeconds(5)).isEmpty());
    harness.endpoint.time.leap(Duration.ofSeconds(6));
    assertTrue(calls.open("weigh", Duration.ofSeconds(5)).isPresent());
  }
}
