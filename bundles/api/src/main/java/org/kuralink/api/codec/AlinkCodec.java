/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.codec;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Encodes and decodes Alink envelopes and topics. A stateless service: any thread may call it, and
 * it may be replaced while a session is online.
 */
@ProviderType
public interface AlinkCodec {

  /** The maximum nesting depth of JSON in a received message. */
  int MAX_DEPTH = 32;

  /** The maximum size of a received message in bytes. */
  int MAX_BYTES = 1024 * 1024;

  /**
   * Decodes an envelope in one pass. {@code params} and {@code data} of the result are slices of
   * the payload, which must not be modified afterwards.
   *
   * @throws MalformedMessageException if the payload is not a valid envelope
   */
  AlinkMessage decode(byte[] payload) throws MalformedMessageException;

  /** Encodes a request in UTF-8; {@code params} are copied unchanged. */
  byte[] encode(AlinkRequest request);

  /** Encodes a reply in UTF-8; {@code data} are copied unchanged. */
  byte[] encode(AlinkReply reply);

  /** Parses a topic; empty if it has none of the platform's forms. */
  Optional<AlinkTopic> parseTopic(String topic);

  /** Formats a topic: the inverse of {@link #parseTopic}. */
  String formatTopic(AlinkTopic topic);
}
