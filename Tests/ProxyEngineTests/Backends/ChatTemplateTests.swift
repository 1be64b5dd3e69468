import Testing

@testable import ProxyEngine

/// Whether a template's prompts end inside reasoning.
struct ChatTemplateTests {
    private static let head =
        "{%- for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{%- endfor %}"

    @Test(arguments: [
        "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n<think>\\n' }}{%- endif %}",
        "{% if add_generation_prompt %}<|im_start|>assistant\n<think>\n{% endif %}",
        // Closed only where somebody asks for it.
        "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- if enable_thinking is defined and enable_thinking is false %}"
            + "{{- '<think>\\n\\n</think>\\n\\n' }}{%- else %}{{- '<think>\\n' }}{%- endif %}{%- endif %}",
        "{%- if add_generation_prompt %}{%- if not enable_thinking %}{{ '</think>' }}{% else %}{{ '<think>' }}{% endif %}{% endif %}",
        "{% if add_generation_prompt %}[THINK]{% endif %}",
        "<|assistant|>\n<think>\n",
    ])
    func opens(_ tail: String) { #expect(ChatTemplate.opensReasoning(Self.head + tail)) }

    @Test(arguments: [
        "", "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}",
        "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- if enable_thinking is defined and enable_thinking is false %}"
            + "{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}{%- endif %}",
        "{%- if add_generation_prompt %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}",
        // A variable that nobody sets, and a condition that says nothing.
        "{%- if add_generation_prompt %}{%- if not thinking %}{{'</think>'}}{%- else %}{{'<think>'}}{%- endif %}{%- endif %}",
        "{%- if add_generation_prompt %}{%- if ns.last == 3 %}{{'<think>'}}{%- endif %}{%- endif %}",
        "{%- if add_generation_prompt %}{%- if ",
    ])
    func doesNotOpen(_ tail: String) {
        #expect(!ChatTemplate.opensReasoning("{{ '<think>' }}" + Self.head + tail))
    }
}
