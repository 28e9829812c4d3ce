/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Optional;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.codec.AlinkMessage;
import org.kuralink.api.codec.AlinkReply;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MalformedMessageException;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.codec.ResultCode;

/**
 * Targets for the fuzzer. The ordinary build replays the inputs kept in the resources; with {@code
 * JAZZER_FUZZ=1} in the environment the fuzzer searches for new ones.
 */
class CodecFuzzTest {

  private final AlinkCodec codec = new AlinkCodecComponent();

  @FuzzTest(maxDuration = "60s")
  void anyBytesAreAnEnvelopeOrMalformed(byte[] payload) {
    AlinkMessage message;
    try {
      message = codec.decode(payload);
    } catch (MalformedMessageException e) {
      return;
    }
    MessageId id = message.id().orElse(MessageId.of(1));
    JsonText data = message.data().or(message::params).orElse(JsonText.EMPTY_OBJECT);
    AlinkReply reply = new AlinkReply(id, ResultCode.SUCCESS, data, message.message());
    byte[] written = codec.encode(reply);
    if (written.length <= AlinkCodec.MAX_BYTES) {
      assertRead(reply, written);
    }
  }

  private void assertRead(AlinkReply reply, byte[] written) {
    try {
      AlinkMessage message = codec.decode(written);
      assertEquals(Optional.of(reply.id()), message.id());
      assertEquals(Optional.of(reply.data()), message.data());
      assertEquals(reply.message(), message.message());
    } catch (MalformedMessageException e) {
      throw new AssertionError("wrote what it cannot read", e);
    }
  }

  @FuzzTest(maxDuration = "60s")
  void anyTextIsATopicThatIsWrittenBackOrNone(FuzzedDataProvider data) {
    String topic = data.consumeRemainingAsString();
    codec.parseTopic(topic).ifPresent(parts -> assertEquals(topic, codec.formatTopic(parts)));
  }
}
