/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.Optional;
import org.kuralink.api.codec.JsonText;

/**
 * What bytes from the platform mean.
 *
 * @param method {@code thing.service.property.set}, {@code thing.service.property.get} or {@code
 *     thing.service.} and the identifier of a service
 * @param params as they would be in Alink JSON
 * @param id tells one request from the next where the bytes have such a thing: a request that comes
 *     twice within ten minutes is carried out once
 */
public record RawCall(String method, JsonText params, Optional<String> id) {}
