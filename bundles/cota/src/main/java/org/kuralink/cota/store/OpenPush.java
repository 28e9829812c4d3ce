/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.store;

import org.kuralink.cota.offer.Offer;

/**
 * A push that has no result yet.
 *
 * @param offer what it brought
 * @param starts how often the component has started since it came
 */
public record OpenPush(PushOrder order, Offer offer, int starts) {}
