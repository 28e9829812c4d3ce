/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.codec;

import java.util.Optional;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.codec.AlinkMessage;
import org.kuralink.api.codec.AlinkReply;
import org.kuralink.api.codec.AlinkRequest;
import org.kuralink.api.codec.AlinkTopic;
import org.kuralink.api.codec.MalformedMessageException;
import org.osgi.service.component.annotations.Component;

/**
 * The component that provides the {@link AlinkCodec} service. It is stateless, so it can be
 * replaced at any time.
 */
@Component(name = "org.kuralink.codec", service = AlinkCodec.class, immediate = true)
public final class AlinkCodecComponent implements AlinkCodec {

  @Override
  public AlinkMessage decode(byte[] payload) throws MalformedMessageException {
    return EnvelopeReader.read(payload);
  }

  @Override
  public byte[] encode(AlinkRequest request) {
    return EnvelopeWriter.write(request);
  }

  @Override
  public byte[] encode(AlinkReply reply) {
    return EnvelopeWriter.write(reply);
  }

  @Override
  public Optional<AlinkTopic> parseTopic(String topic) {
    return TopicGrammar.read(topic);
  }

  @Override
  public String formatTopic(AlinkTopic topic) {
    return TopicGrammar.write(topic);
  }
}
