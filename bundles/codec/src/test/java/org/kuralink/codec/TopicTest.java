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
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.codec.AlinkTopic;
import org.kuralink.api.codec.AlinkTopic.Family;

class TopicTest {

  private final AlinkCodec codec = new AlinkCodecComponent();

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "/sys/pk/dn/thing/event/property/post,SYS,thing.event.property.post,false,-",
        "/sys/pk/dn/thing/event/property/post_reply,SYS,thing.event.property.post,true,-",
        "/sys/pk/dn/thing/service/SetWeight,SYS,thing.service.SetWeight,false,-",
        "/sys/pk/dn/thing/topo/add/notify_reply,SYS,thing.topo.add.notify,true,-",
        "/sys/pk/dn/thing/model/up_raw_reply,SYS,thing.model.up_raw,true,-",
        "/sys/pk/dn/rrpc/request/184220091,RRPC_REQUEST,'',false,184220091",
        "/sys/pk/dn/rrpc/response/184220091,RRPC_RESPONSE,'',false,184220091",
        "/ext/rrpc/12/sys/pk/dn/thing/model/down_raw,EXT_RRPC,thing.model.down_raw,false,12",
        "/ext/rrpc/12/pk/dn/user/get,EXT_RRPC,/user/get,false,12",
        "/ext/session/pk/dn/combine/login_reply,EXT_SESSION,combine.login,true,-",
        "/ext/ntp/pk/dn/response,EXT_NTP,response,false,-",
        "/ext/error/pk/dn,EXT_ERROR,'',false,-",
        "/shadow/get/pk/dn,SHADOW,get,false,-",
        "/shadow/update/pk/dn,SHADOW,update,false,-",
        "/ota/device/upgrade/pk/dn,OTA,upgrade,false,-",
        "/pk/dn/user/update,CUSTOM,user/update,false,-",
        "/pk/dn/a.b/c_reply,CUSTOM,a.b/c_reply,false,-"
      })
  void parsesAndFormatsTopics(
      String topic, Family family, String method, boolean reply, String messageId) {
    AlinkTopic parts =
        new AlinkTopic(family, "pk", "dn", method, reply, Optional.ofNullable(messageId));
    assertEquals(Optional.of(parts), codec.parseTopic(topic));
    assertEquals(topic, codec.formatTopic(parts));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "//",
        "sys/pk/dn/a",
        "/sys",
        "/sys/pk",
        "/sys/pk/dn",
        "/sys/pk/dn/",
        "/sys//dn/a",
        "/sys/pk//a",
        "/sys/pk/dn//a",
        "/sys/pk/dn/a/",
        "/sys/pk/dn/+",
        "/sys/pk/dn/#",
        "/sys/+/dn/a",
        "/sys/pk/dn/_reply",
        "/sys/pk/dn/a/_reply",
        "/sys/pk/dn/a.b",
        "/sys/pk/dn/a\u0000",
        "/sys/pk/dn/rrpc",
        "/sys/pk/dn/rrpc/request",
        "/sys/pk/dn/rrpc/other",
        "/sys/pk/dn/rrpc_reply",
        "/sys/pk/dn/rrpc/request/1/2",
        "/ext",
        "/ext/",
        "/ext/x",
        "/ext/rrpc",
        "/ext/rrpc/1",
        "/ext/rrpc/1/pk/dn",
        "/ext/rrpc/1/sys/pk/dn",
        "/ext/rrpc/1/shadow/get/pk/dn",
        "/ext/rrpc/1/ext/rrpc/2/pk/dn/a",
        "/ext/error/pk",
        "/ext/error/pk/dn/x",
        "/ext/ntp/pk/dn",
        "/ext/register",
        "/shadow/get/pk",
        "/shadow/get/pk/dn/x",
        "/shadow/a.b/pk/dn",
        "/ota/device/upgrade/pk",
        "/ota/other/pk/dn/x",
        "/ota/device/upgrade/pk/dn/x",
        "/pk",
        "/pk/dn"
      })
  void refusesTopicsOfOtherForms(String topic) {
    assertEquals(Optional.empty(), codec.parseTopic(topic));
  }

  @Test
  void limitsTheLengthOfNamesAndTopics() {
    String longest = "n".repeat(64);
    String topic = "/sys/" + longest + "/" + longest + "/a";
    assertEquals(longest, codec.parseTopic(topic).orElseThrow().deviceName());
    assertEquals(Optional.empty(), codec.parseTopic("/sys/pk/n" + longest + "/a"));
    assertEquals(Optional.empty(), codec.parseTopic("/sys/n" + longest + "/dn/a"));
    assertEquals(Optional.empty(), codec.parseTopic("/pk/dn/" + "a".repeat(1024)));
  }

  @Test
  void refusesToFormatATopicThatCouldNotBeParsedBack() {
    refuse(Family.SYS, "pk", "", "a", false, null);
    refuse(Family.SYS, "p/k", "dn", "a", false, null);
    refuse(Family.SYS, "pk", "d+n", "a", false, null);
    refuse(Family.SYS, "pk", "n".repeat(65), "a", false, null);
    for (String method : new String[] {"", ".a", "a.", "a..b", "a/b", "a_reply", "#", "rrpc.x"}) {
      refuse(Family.SYS, "pk", "dn", method, false, null);
    }
    refuse(Family.SYS, "pk", "dn", "a", false, "1");
    refuse(Family.RRPC_REQUEST, "pk", "dn", "", false, null);
    refuse(Family.RRPC_REQUEST, "pk", "dn", "", false, "1/2");
    refuse(Family.RRPC_REQUEST, "pk", "dn", "", false, "");
    refuse(Family.CUSTOM, "sys", "dn", "a", false, null);
    refuse(Family.CUSTOM, "pk", "dn", "a", true, null);
    refuse(Family.OTA, "pk", "dn", "a.b", false, null);
  }

  private void refuse(
      Family family, String key, String name, String method, boolean reply, String id) {
    AlinkTopic topic = new AlinkTopic(family, key, name, method, reply, Optional.ofNullable(id));
    assertThrows(IllegalArgumentException.class, () -> codec.formatTopic(topic), topic::toString);
  }

  @Test
  void aFormattedTopicIsParsedBack() {
    Chance chance = new Chance(5);
    for (int i = 0; i < 50_000; i++) {
      AlinkTopic topic = chance.topic();
      assertEquals(Optional.of(topic), codec.parseTopic(codec.formatTopic(topic)));
    }
  }

  @Test
  void aParsedTopicIsFormattedBack() {
    String[] levels = {
      "",
      "sys",
      "ext",
      "rrpc",
      "request",
      "response",
      "session",
      "ntp",
      "error",
      "shadow",
      "ota",
      "device",
      "pk",
      "dn",
      "thing",
      "post_reply",
      "_reply",
      "a.b",
      "+",
      "#",
      "rrpc_reply"
    };
    Random random = new Random(6);
    for (int i = 0; i < 200_000; i++) {
      StringBuilder topic = new StringBuilder();
      for (int level = random.nextInt(8); level >= 0; level--) {
        topic.append('/').append(levels[random.nextInt(levels.length)]);
      }
      codec
          .parseTopic(topic.toString())
          .ifPresent(parts -> assertEquals(topic.toString(), codec.formatTopic(parts)));
    }
  }
}
