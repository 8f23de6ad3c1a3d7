/// Annotations of other programs, in which every form of every field comes.
enum DatasetSeeds {
    static func voc(_ name: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <annotation><folder>a</folder><filename>\(name)</filename><size><width>16</width><height>12</height><depth>3</depth>
        </size><object><name>cat é</name><pose>Left</pose><truncated>0</truncated><difficult>1</difficult>
        <bndbox><xmin>2</xmin><ymin>3</ymin><xmax>9</xmax><ymax>10</ymax></bndbox></object></annotation>
        """
    }

    static let vocFiles = [
        voc("bad.png"), voc("bad.png").replacing("UTF-8", with: "GBK"),
        voc("bad.png").replacing("UTF-8", with: "ISO-8859-1"),
        voc("bad.png").replacing("UTF-8", with: "UTF-16"),
        """
        <annotation><filename>bad.png
        </filename><imagesize><nrows>12</nrows><ncols>16</ncols></imagesize><object><name>tree</name><deleted>0</deleted>
        <type>bounding_box</type><polygon><username>me</username><pt><x>1</x><y>1</y></pt><pt><x>9</x><y>1</y></pt>
        <pt><x>9</x><y>9</y></pt></polygon></object></annotation>
        """,
        """
        <!DOCTYPE annotation><annotation><filename>bad.png</filename><owner><name>Label Studio</name></owner>
        <object><name><![CDATA[a<b]]></name><polygon><x1>1</x1><y1>1</y1><x2>8</x2><y2>1</y2><x3>8</x3><y3>8</y3></polygon>
        <segm><mask>1,2</mask></segm></object><object><name>r&#233;&amp;</name><robndbox><cx>5</cx><cy>5</cy><w>4</w><h>3</h>
        <angle>0.5</angle></robndbox></object></annotation>
        """,
    ]

    static let vocTokens = [
        "<object>", "</object>", "<name>", "</name>", "<!--", "-->", "<![CDATA[", "]]>", "<!ENTITY a \"b\">", "&a;",
        "&#0;",
        "&#xD800;", "&#x10FFFF;", "&#xFFFE;", "&lt;", "<?xml encoding=\"UTF-7\"?>", "<?pi", "?>", "<!DOCTYPE a [",
        "xmlns:a=\"b\"", "a=\"1\" a=\"2\"",
        "<a:b>", "1e308", "NaN", "-1", "<bndbox>", "<polygon>", "]>", "\"", "<", "&", "encoding=\"Shift_JIS\"",
        "encoding='latin1'",
        "encoding=\"UCS-4\"", "<xmin>", "99999999999999999999",
    ]

    static func labelMe(_ name: String) -> String {
        #"""
        {"version": "5.0", "flags": {}, "imagePath": "\#(name)", "imageData": null, "imageWidth": 16, "imageHeight": 12,
         "shapes": [
          {"label": "cat", "points": [[1, 1], [9, 1], [9, 9.5]], "group_id": 1, "shape_type": "polygon", "flags": {}},
          {"label": "cat", "points": [[2, 2], [12, 8]], "group_id": 1, "shape_type": "rectangle"},
          {"label": "dog", "points": [[6, 6], [9, 6]], "shape_type": "circle", "group_id": null},
          {"label": "dog", "points": [[6, 6]], "shape_type": "point"},
          {"label": "dog", "points": [[1, 1], [9, 1], [9, 9], [1, 9]], "shape_type": "rotation"},
          {"label": "dog", "points": [[0, 0], [3, 7]], "shape_type": "mask", "mask": "\#(PictureSeeds.base64)"}]}
        """#
    }

    static let labelMeTokens =
        JSONMutation.words + [
            "\"points\": [[", "\"shapes\": [", "\"group_id\": 9e99", "\"shape_type\": \"mask\"", "\"circle\"",
            "\"imagePath\": \"../../../etc/passwd\"", "\"imageData\": \"AAAA\"", "1e308, -1e308",
            "\"imageWidth\": 1000000",
        ]

    static let yoloRows = [
        "0 0.5 0.5 0.25 0.25\n1 0.1 0.2 0.3 0.2 0.3 0.4\n", "0 0.5 0.5 0.25 0.25 0.9\n",
        "0 0.1 0.1 0.9 0.1 0.9 0.9 0.1 0.9\n0.0 0.2 0.2 0.4 0.2 0.3 0.3 0.99\r\n",
        "1 0.5 0.5 0.25 0.25 0.5 0.5 2 0.4 0.4 1 0 0 0\n",
    ]

    static let yoloTokens = [
        "nan", "inf", "-1", "1e309", "0x1p4", "\n", "\t", "\u{a0}", "0.5 0.5", "999999999999999999", "\r\n", "١",
        "\u{2028}", "+0.5",
    ]

    static let yoloNames = [
        "names: [cat, 'it''s', \"a, b\", dog]  # two\nnc: 4\nkpt_shape: [17, 3]\n",
        "names:\n  0: cat\n  3: dog\n  1: 'x'\n",
        "names:\n- cat\n- dog # a\n", "names: {0: cat, 1: dog}\n", "cat\ndog\n\u{feff}bird\n",
        "names: [\n  cat,\n  dog\n]\n",
        #"{"categories": [{"id": 0, "name": "cat"}, {"id": "1", "name": "dog"}]}"#,
        "path: .\ntrain: images\nnames:\n  0: a: b\nkpt_shape:\n  - 5\n  - 2\n",
    ]

    static let yamlTokens = [
        "names:", "[", "]", "{", "}", ":", "- ", "'", "\"", "#", "\n", "  ", "kpt_shape: [", "999999: z", "-1: a", "&a",
        "*a", "!!int", "|", ">", "? ",
        "<<: *a", "0x10", "1_000", "---", "...", "\t", "9999999999999999999999: x", "%YAML 9.9", "[[[[[[[[",
        "{a: {a: {a: ",
    ]
}
