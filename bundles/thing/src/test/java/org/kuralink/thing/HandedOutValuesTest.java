/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.RawCall;
import org.kuralink.api.thing.RawDataCodec;
import org.kuralink.api.thing.RawDataHandler;

/** Applications that modify the maps and bytes that they are given. */
class HandedOutValuesTest {

  private static final byte[] BYTES = {0x7e, 1, 2, 3};

  private final ThingFixture fixture = new ThingFixture();

  @Test
  void whatWasSetIsReportedThoughTheHandlerUsedItsMapUp() {
    fixture.withModel();
    fixture.around.handlers.add(
        (PropertySetHandler)
            values -> {
              values.clear();
              return CompletableFuture.completedFuture(Reply.success());
            },
        Map.of());
    assertTrue(fixture.deliver("thing.service.property.set", "{\"power\":1}").isSuccess());
    assertEquals("{\"power\":1}", fixture.link.last().params().toString());
    assertEquals(Optional.of(true), fixture.lastValue("power"));
  }

  @Test
  void eachHandlerOfBytesHasItsOwn() {
    List<byte[]> heard = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      fixture.around.rawHandlers.add(new Eraser(heard), Map.of());
    }
    fixture.withModel("data.format", "raw");
    fixture.link.deliver("/sys/pk/dn/thing/model/up_raw_reply", BYTES.clone());
    fixture.time.settle();
    assertEquals(2, heard.size());
    heard.forEach(each -> assertArrayEquals(BYTES, each));
  }

  @Test
  void aCodecGetsTheRequestAsItCameThoughItReadsItInPlace() {
    List<byte[]> answered = new ArrayList<>();
    fixture.around.rawCodecs.add(new InPlace(answered), Map.of());
    fixture.withModel("data.format", "raw");
    fixture.link.deliver("/sys/pk/dn/thing/model/down_raw", BYTES.clone());
    fixture.time.settle();
    assertArrayEquals(BYTES, answered.get(0));
  }

  private record Eraser(List<byte[]> heard) implements RawDataHandler {

    @Override
    public CompletionStage<Optional<byte[]>> received(byte[] payload) {
      return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public void replied(byte[] payload) {
      heard.add(payload.clone());
      Arrays.fill(payload, (byte) 0);
    }
  }

  private record InPlace(List<byte[]> answered) implements RawDataCodec {

    @Override
    public RawCall decode(byte[] payload) {
      Arrays.fill(payload, (byte) 0);
      return new RawCall(
          "thing.service.property.set", JsonText.of("{\"power\":1}"), Optional.of("1"));
    }

    @Override
    public Optional<byte[]> encodeReply(byte[] request, Optional<RawCall> call, Reply reply) {
      answered.add(request);
      return Optional.of(request);
    }

    @Override
    public byte[] encodePost(String method, JsonText params) {
      return new byte[0];
    }
  }
}
