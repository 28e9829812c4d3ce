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

/**
 * A reply to encode: <code>{"id":…,"code":…,"data":…}</code>, with a {@code message} if there is
 * one.
 *
 * @param id the id of the request, with its JSON type
 * @param code the result code
 * @param data any JSON value, copied unchanged; {@link JsonText#EMPTY_OBJECT} for no data
 * @param message a description of the code
 */
public record AlinkReply(MessageId id, ResultCode code, JsonText data, Optional<String> message) {}
