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
 * A reply to be written: <code>{"id":…,"code":…,"data":…}</code>, with a message where there is
 * one.
 *
 * @param id the id of the request, in the JSON type it came in
 * @param data any JSON value, written as it is; {@link JsonText#EMPTY_OBJECT} when there is nothing
 */
public record AlinkReply(MessageId id, ResultCode code, JsonText data, Optional<String> message) {}
